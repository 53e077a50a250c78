package clickstream.ingest.events;

import java.util.List;

/**
 * What is changed of an event's own bytes beyond what each stamp changes.
 *
 * @param renames of its own members, in the order of their places
 * @param lineRenames those and the ones that the structured line needs besides, in the same order
 * @param added members in front of the stamp, as JSON with commas between them; empty for none
 */
public record Edits(List<Rename> renames, List<Rename> lineRenames, String added) {

    static final Edits NONE = new Edits(List.of(), List.of(), "");

    /**
     * Another name for a member.
     *
     * @param name as it stands in the body, quotes included
     * @param to without quotes
     */
    public record Rename(Span name, String to) {}
}
