package clickstream.cli;

import clickstream.job.LoadPlan;
import java.time.Duration;
import java.util.Locale;

/** A plan in one line. */
final class PlanText {

    private PlanText() {}

    static String of(LoadPlan plan) {
        return String.format(
                Locale.ROOT,
                "Plan: %,d hours, %s to %s: %,d objects listed, %,d already done, %,d to do in %,d hours%s; %s",
                plan.hours().size(),
                plan.hours().getFirst().hour(),
                plan.hours().getLast().hour(),
                plan.listed(),
                plan.already(),
                plan.toDo(),
                plan.hoursToDo().size(),
                plan.unlistedHours() == 0 ? "" : ", %,d of which could not be listed".formatted(plan.unlistedHours()),
                estimate(plan));
    }

    private static String estimate(LoadPlan plan) {
        Duration estimate = plan.estimate();
        return plan.pace() == null || estimate == null
                ? "how long it takes is not known before the first hours are loaded"
                : String.format(
                        Locale.ROOT,
                        "estimate: %s, at the %s objects/s of the last %,d runs, one hour after the other",
                        LoadSnapshot.text(estimate),
                        LoadSnapshot.rate(plan.pace().objectsPerSecond()),
                        plan.pace().runs());
    }
}
