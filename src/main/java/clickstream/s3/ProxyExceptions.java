package clickstream.s3;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that {@code NO_PROXY} lets a client reach without the proxy, as curl and Go read it: a name stands for the hosts below it, with a
 * dot in front or without, and an address may be that of a network. The AWS SDK knows whole names and asterisks only.
 */
final class ProxyExceptions {

    private ProxyExceptions() {}

    /**
     * Regular expressions for {@code ProxyConfiguration.nonProxyHosts}.
     *
     * @param host that is going to be asked, for a network says nothing about names
     */
    static Set<String> patterns(String noProxy, String host) {
        return Stream.of(noProxy.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .flatMap(entry -> pattern(entry, host).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> pattern(String entry, String host) {
        if (entry.equals("*")) {
            return Optional.of(".*");
        }
        if (entry.contains("/")) {
            return contains(entry, host) ? Optional.of(Pattern.quote(host)) : Optional.empty();
        }
        String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst("(?<=[^:]):[0-9]+$", "");
        return Optional.of("(.*\\.)?" + Pattern.quote(name));
    }

    /** Whether a host is an address in a network such as {@code 10.0.0.0/8}. */
    private static boolean contains(String network, String host) {
        String[] parts = network.split("/", 2);
        try {
            byte[] base = InetAddress.ofLiteral(parts[0]).getAddress();
            byte[] address =
                    InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).getAddress();
            int bits = Integer.parseInt(parts[1]);
            return base.length == address.length && bits >= 0 && bits <= 8 * base.length && same(base, address, bits);
        } catch (IllegalArgumentException e) {
            // One of them is no address.
            return false;
        }
    }

    private static boolean same(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
