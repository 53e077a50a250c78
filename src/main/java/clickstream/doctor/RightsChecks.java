package clickstream.doctor;

import clickstream.database.Rights;
import clickstream.doctor.Doctor.Check;
import java.util.List;

/** Whether the role may do what only some loads do. */
final class RightsChecks {

    private final Rights rights;
    private final String role;

    RightsChecks(Rights rights) {
        this.rights = rights;
        this.role = rights.role();
    }

    /** The right that {@code --dry-run} needs. */
    Check toDryRun() {
        List<String> missing = rights.missingForDryRun(role);
        return missing.isEmpty()
                ? Check.ok("temporary tables: allowed, so --dry-run works")
                : Check.wrong("temporary tables", "not allowed, and --dry-run needs one", grants(missing));
    }

    /** Whether this role may apply the migrations that are pending; most loaders need not. */
    Check toMigrate(long pending, Check allowed) {
        List<String> missing = rights.missingToMigrate(role);
        return missing.isEmpty()
                ? allowed
                : Check.wrong(
                        "migrations",
                        "%d pending, and %s may not apply them (it lacks %s)"
                                .formatted(pending, role, String.join(", ", missing)),
                        "run jobs/etl migrate --grant-to %s as the owner".formatted(role));
    }

    private String grants(List<String> missing) {
        return String.join("; ", rights.grants(missing, role));
    }
}
