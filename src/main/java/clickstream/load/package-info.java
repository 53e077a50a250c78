/** The last stage: PostgreSQL. Rows, findings and ledger of a chunk in one transaction. Alone speaks SQL. */
@NullMarked
package clickstream.load;

import org.jspecify.annotations.NullMarked;
