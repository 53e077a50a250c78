package clickstream.s3;

import clickstream.event.ListedObject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads an object with one signed request on a kept connection, past the layers of {@code S3Client}, which cost more than the request. It
 * knows one answer, that the object is as it was listed; whatever else comes is left to the client, which asks again. Thread-safe.
 */
final class DirectGet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectGet.class);

    /** Neither encoded in a path nor changed on the way; no empty part and none of dots. */
    private static final Pattern PLAIN_KEY =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    /** Buckets of other kinds, which are signed for in other ways, have a colon or this in their names. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    private static final Set<String> PROXY_VARIABLES = Set.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY");
    private static final Set<String> PROXY_PROPERTIES = Set.of("http.proxyHost", "https.proxyHost");

    /**
     * After so many refusals and answers that it does not know, in a row, it is left to the client for good: a clock that is wrong, which
     * the client allows for, or a store that answers in other ways.
     */
    private static final int MOST_IN_VAIN = 20;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERRORS = 500;

    private final KeptConnections connections;
    private final String path;
    private final RequestSignature signature;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final AtomicInteger inVain = new AtomicInteger();

    private DirectGet(
            KeptConnections connections,
            String path,
            RequestSignature signature,
            IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
        this.connections = connections;
        this.path = path;
        this.signature = signature;
        this.credentials = credentials;
    }

    /**
     * Reads from a bucket; null where it can only be read through its client: by a proxy, or a bucket that is signed for in another way.
     *
     * @param timeout bounds a request, from opening a connection for it, once the address is known, to the last byte of its answer
     * @param environment whose variables may name a proxy
     */
    static @Nullable DirectGet of(S3Client client, String bucket, Duration timeout, Map<String, String> environment) {
        if (bucket.contains(":") || bucket.endsWith(DIRECTORY_BUCKET) || mayNeedProxy(environment)) {
            return null;
        }
        try {
            URI base = client.utilities()
                    .getUrl(url -> url.bucket(bucket).key("key"))
                    .toURI()
                    .resolve(".");
            String path = base.getRawPath();
            boolean isPlain = path.equals("/")
                    || PLAIN_KEY.matcher(path.substring(1, path.length() - 1)).matches();
            boolean isTls = "https".equals(base.getScheme());
            if (!isPlain || base.getHost() == null) {
                return null;
            }
            String host = base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
            return new DirectGet(
                    new KeptConnections(base, isTls ? SSLContext.getDefault() : null, timeout),
                    path,
                    new RequestSignature(
                            host, client.serviceClientConfiguration().region().id(), Clock.systemUTC()),
                    client.serviceClientConfiguration().credentialsProvider());
        } catch (URISyntaxException | GeneralSecurityException | SdkException e) {
            return null;
        }
    }

    private static boolean mayNeedProxy(Map<String, String> environment) {
        return Stream.concat(
                        PROXY_VARIABLES.stream().map(name -> environment.getOrDefault(name, "")),
                        PROXY_PROPERTIES.stream().map(name -> System.getProperty(name, "")))
                .anyMatch(proxy -> !proxy.isEmpty());
    }

    /**
     * The bytes of an object that is as it was listed; null where that is not so, or not to be seen by one request.
     *
     * @param slowDown is told when S3 asks for fewer requests
     */
    byte @Nullable [] bytes(ListedObject listed, Runnable slowDown) {
        String key = listed.key();
        if (inVain.get() >= MOST_IN_VAIN || !PLAIN_KEY.matcher(key).matches()) {
            return null;
        }
        try {
            AwsCredentialsIdentity identity = credentials.resolveIdentity().join();
            if (identity.accessKeyId() == null) {
                return null;
            }
            byte[] request = signature.get(path + key, identity);
            return bytes(listed, request, slowDown);
        } catch (IOException | SdkException e) {
            return null;
        }
    }

    private byte @Nullable [] bytes(ListedObject listed, byte[] request, Runnable slowDown) throws IOException {
        KeptConnection connection = connections.ask(request);
        AnswerHead head = connection.head();
        boolean keep = false;
        try {
            if (isAsListed(head, listed)) {
                byte[] bytes = connection.body((int) listed.size());
                keep = head.keepsAlive();
                inVain.lazySet(0);
                return bytes;
            }
            if (S3Failures.asksForLess(head.status())) {
                slowDown.run();
            } else if (head.status() < SERVER_ERRORS && head.status() != NOT_FOUND) {
                wasInVain(head.status());
            }
            keep = head.status() != OK && head.keepsAlive() && connection.skip(head.length());
            return null;
        } finally {
            if (keep) {
                connections.keep(connection);
            } else {
                connections.drop(connection);
            }
        }
    }

    private void wasInVain(int status) {
        if (inVain.incrementAndGet() == MOST_IN_VAIN) {
            LOG.info(
                    "Reading objects in the SDK's way from now on: {} answers in a row to requests of our own were of no use, the last with"
                            + " status {}",
                    MOST_IN_VAIN,
                    status);
        }
    }

    private static boolean isAsListed(AnswerHead head, ListedObject listed) {
        return head.status() == OK
                && head.length() == listed.size()
                && !head.etag().isEmpty()
                && head.etag().equals(listed.etag());
    }

    @Override
    public void close() {
        connections.close();
    }
}
