/**
 * The hostile objects of {@code src/test/resources/corpus}, each beside what must become of it. What must is written by hand, from the
 * rules of db/README.md; here it is only read and compared.
 */
@NullMarked
package clickstream.corpus;

import org.jspecify.annotations.NullMarked;
