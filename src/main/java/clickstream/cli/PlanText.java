package clickstream.cli;

import clickstream.event.Plural;
import clickstream.job.LoadPlan;
import java.time.Duration;

/** A plan in one line. */
final class PlanText {

    private PlanText() {}

    static String of(LoadPlan plan) {
        return "Plan: %s, %s to %s: %s listed, %,d already done, %,d to do in %s%s; %s"
                .formatted(
                        Plural.of(plan.hours().size(), "hour"),
                        plan.hours().getFirst().hour(),
                        plan.hours().getLast().hour(),
                        Plural.of(plan.listed(), "object"),
                        plan.already(),
                        plan.toDo(),
                        Plural.of(plan.hoursToDo().size(), "hour"),
                        plan.unlistedHours() == 0
                                ? ""
                                : ", %,d of which could not be listed".formatted(plan.unlistedHours()),
                        estimate(plan));
    }

    private static String estimate(LoadPlan plan) {
        Duration estimate = plan.estimate();
        return plan.pace() == null || estimate == null
                ? "how long it takes is not known before the first hours are loaded"
                : "estimate: %s, at the %s objects/s of the last %s, one hour after the other"
                        .formatted(
                                LoadSnapshot.text(estimate),
                                LoadSnapshot.rate(plan.pace().objectsPerSecond()),
                                Plural.of(plan.pace().runs(), "run"));
    }
}
