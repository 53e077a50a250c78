/** The way into PostgreSQL: connections, migrations, roles, and what a failure means. */
@NullMarked
package clickstream.database;

import org.jspecify.annotations.NullMarked;
