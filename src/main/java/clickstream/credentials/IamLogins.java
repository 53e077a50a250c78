package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Tokens that RDS takes for a password: the address of a request to connect, signed, without its scheme. A token opens connections for 15
 * minutes; those that are open stay so.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html">IAM database authentication</a>.
 */
final class IamLogins implements Logins {

    private static final String SCHEME = "https://";

    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final String user;
    private final String host;
    private final int port;
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    IamLogins(String user, String host, int port) {
        this.user = user;
        this.host = host;
        this.port = port;
    }

    @Override
    public Login login() {
        try {
            return new Login(user, token());
        } catch (SdkException e) {
            throw new ExplainedException(
                    "DW_PG_IAM is true, and no token can be signed: %s; AWS_REGION and AWS credentials are needed"
                            .formatted(e.getMessage()),
                    Kind.of(e.retryable()));
        }
    }

    private String token() {
        String region = new DefaultAwsRegionProviderChain().getRegion().id();
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(host)
                .port(port)
                .encodedPath("/")
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("DBUser", user)
                .build();
        return signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, VALIDITY))
                .request()
                .getUri()
                .toString()
                .substring(SCHEME.length());
    }

    @Override
    public String action(String sqlState) {
        return sqlState.equals(WRONG_PASSWORD) || sqlState.equals(NOT_LET_IN)
                ? "has the database role rds_iam, may the AWS role rds-db:connect as it, and is the clock right?"
                : "";
    }

    @Override
    public String toString() {
        return user;
    }
}
