package clickstream.ingest;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** How much of a client's address is kept. */
public enum SourceAddress {
    /** All of it. */
    FULL(32, 128),
    /** The first 24 bits of IPv4, 48 of IPv6; the others are zeros. */
    TRUNCATED(24, 48),
    /** Nothing. */
    NONE(0, 0);

    private final int bits4;
    private final int bits6;

    SourceAddress(int bits4, int bits6) {
        this.bits4 = bits4;
        this.bits6 = bits6;
    }

    /**
     * The address that a chain of proxies says is the client's: the n-th from the right, because each proxy adds at the right whom it
     * speaks to, and whatever stands further left the client may have written itself.
     *
     * @param forwardedFor the header {@code X-Forwarded-For}
     * @param hops how many proxies of one's own there are; 0 for none
     * @param peer who has opened the connection
     */
    static String behindProxies(String forwardedFor, int hops, String peer) {
        if (hops == 0) {
            return peer;
        }
        String[] chain = forwardedFor.split(",", -1);
        // A shorter chain has not come by way of all proxies: nothing in it can be trusted.
        return chain.length < hops || forwardedFor.isBlank() ? peer : chain[chain.length - hops].strip();
    }

    /** What is kept of an address; empty where that is nothing, or it is none. */
    String kept(String address) {
        if (this == NONE || address.isEmpty()) {
            return "";
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(withoutPort(address));
            byte[] bytes = parsed.getAddress();
            int bits = parsed instanceof Inet4Address ? bits4 : bits6;
            Arrays.fill(bytes, bits / Byte.SIZE, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (IllegalArgumentException | UnknownHostException e) {
            return "";
        }
    }

    /** Some load balancers add the client's port. */
    private static String withoutPort(String address) {
        int bracket = address.indexOf(']');
        if (address.startsWith("[") && bracket > 0) {
            return address.substring(1, bracket);
        }
        int colon = address.indexOf(':');
        boolean onlyOne = colon >= 0 && address.indexOf(':', colon + 1) < 0;
        return onlyOne ? address.substring(0, colon) : address;
    }
}
