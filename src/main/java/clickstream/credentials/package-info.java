/** Credentials for the database connection: which role, and with which password; and what a secret says. Knows nothing of what is loaded. */
@NullMarked
package clickstream.credentials;

import org.jspecify.annotations.NullMarked;
