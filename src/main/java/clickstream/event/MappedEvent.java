package clickstream.event;

import java.util.List;

/** A row and what its event had that could not go into it. */
public record MappedEvent(ClickstreamEvent row, List<EventIssue> issues) {}
