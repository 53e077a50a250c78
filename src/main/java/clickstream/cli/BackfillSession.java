package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.Plural;
import clickstream.job.Backfill;
import clickstream.job.HourRunner;
import clickstream.job.LoadPlan;
import clickstream.job.PlannedHour;
import clickstream.watch.LogEvents;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads several hours for somebody who waits for them: says first what there is to do, and then how far it is. */
final class BackfillSession {

    private static final Logger LOG = LoggerFactory.getLogger(BackfillSession.class);

    private BackfillSession() {}

    static void load(Backfill backfill, List<Hour> hours, HourRunner.Request request, Summary summary)
            throws InterruptedException {
        try (LoadProgress shown = LoadProgress.begin(hours.size(), backfill::objects)) {
            LOG.info(LogEvents.LOAD_PLANNING, "Listing {} to plan the load", Plural.of(hours.size(), "hour"));
            LoadPlan plan = backfill.plan(hours, request.reload(), shown::planned);
            if (plan.hours().size() < hours.size()) {
                // Asked to stop.
                return;
            }
            LOG.info(LogEvents.LOAD_PLANNED, PlanText.of(plan));
            plan.hours().stream()
                    .filter(PlannedHour::isDone)
                    .map(PlannedHour::endWithoutRun)
                    .forEach(summary::add);
            shown.load(plan);
            backfill.load(plan.hoursToDo(), request, result -> {
                summary.add(result);
                shown.ended(result);
            });
        }
    }
}
