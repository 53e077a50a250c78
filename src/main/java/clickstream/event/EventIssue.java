package clickstream.event;

/**
 * A value that its column could not hold exactly.
 *
 * @param field the column, or {@code product} for the product block
 * @param detail the name and the value of the source, as in {@code product.price = 19.99}; storable, and cut at a length
 */
public record EventIssue(String field, IssueReason reason, String detail) {}
