package clickstream.database;

import clickstream.event.ExplainedException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives the role that loads what it needs, where the tables belong to another one. */
public final class LoaderRole {

    private final JdbcClient database;
    private final Rights rights;

    /**
     * Works on a migrated database.
     *
     * @param database entered as the owner of its tables
     */
    public LoaderRole(DataSource database) {
        this.database = JdbcClient.create(database);
        this.rights = new Rights(this.database);
    }

    public boolean exists(String role) {
        return database.sql("SELECT count(*) > 0 FROM pg_roles WHERE rolname = ?")
                .param(role)
                .query(Boolean.class)
                .single();
    }

    /**
     * Grants what is missing; nothing is taken away.
     *
     * @return the statements that did so
     * @throws ExplainedException where some of it is not this role's to grant
     */
    public List<String> grant(String role) {
        List<String> grants = rights.grants(missing(role), role);
        grants.forEach(grant -> database.sql(grant).update());
        // To grant what is another one's is a warning to PostgreSQL, and no error.
        List<String> refused = rights.grants(missing(role), role);
        if (!refused.isEmpty()) {
            throw Migrations.refused("%s may not do all of it; as the owner, run: %s"
                    .formatted(rights.role(), String.join("; ", refused)));
        }
        return grants;
    }

    private List<String> missing(String role) {
        List<String> missing = new ArrayList<>(rights.missingToLoad(role));
        missing.addAll(rights.missingForDryRun(role));
        return missing;
    }
}
