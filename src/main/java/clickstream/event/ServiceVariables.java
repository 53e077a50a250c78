package clickstream.event;

import java.util.regex.Pattern;

/**
 * Environment variables that Kubernetes sets in each container for each service of its namespace: one that is called as the settings
 * begin looks like a setting that nobody knows.
 *
 * <p>Source: <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Service, environment
 * variables</a>.
 */
public final class ServiceVariables {

    private static final Pattern NAME = Pattern.compile(
            "[A-Z][A-Z0-9_]*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private ServiceVariables() {}

    /** Whether a variable of that name says where a service is. */
    public static boolean has(String name) {
        return NAME.matcher(name).matches();
    }
}
