package clickstream.credentials;

/**
 * A role and its password, and the source of both where they are known from the start.
 *
 * @param user name of the role
 * @param password never printed
 */
public record Login(String user, String password) implements Logins {

    @Override
    public Login login() {
        return this;
    }

    @Override
    public String action(String sqlState) {
        return sqlState.equals(WRONG_PASSWORD) ? "are DW_PG_USER and DW_PG_PASSWORD right?" : "";
    }

    /** The role alone. */
    @Override
    public String toString() {
        return user;
    }
}
