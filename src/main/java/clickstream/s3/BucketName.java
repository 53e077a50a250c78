package clickstream.s3;

import clickstream.event.PrintableText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be the name of a bucket: S3's own rules, in which other stores agree, and underscores, which some of those have.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">bucket naming rules</a>.
 */
public final class BucketName {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]");

    private static final Pattern ACCESS_POINT =
            Pattern.compile("arn:[a-z-]+:s3[a-z-]*:[a-z0-9-]*:[0-9]{12}:(accesspoint|outpost)[:/][A-Za-z0-9:/._-]+");

    private static final Pattern BUCKET_ARN = Pattern.compile("arn:[a-z-]+:s3:::([^/*]+).*");

    private BucketName() {}

    /** Whether this is the ARN of an access point, which stands for a bucket in requests of the SDK. */
    public static boolean isAccessPoint(String name) {
        return ACCESS_POINT.matcher(name).matches();
    }

    /** What is wrong with a name, to be read behind "is NAME, "; empty where it can be that of a bucket or of an access point. */
    public static String fault(String name) {
        if (NAME.matcher(name).matches() || isAccessPoint(name)) {
            return "";
        }
        Matcher arn = BUCKET_ARN.matcher(name);
        if (arn.matches()) {
            return "the ARN of a bucket; its name is " + PrintableText.of(arn.group(1));
        }
        if (name.contains("://")) {
            return "an address; the name alone is needed, which is %s"
                    .formatted(PrintableText.of(
                            name.substring(name.indexOf("://") + "://".length()).replaceAll("/.*", "")));
        }
        if (name.contains("/")) {
            return "with a slash, and no bucket's name has one; events are looked for below events/ in the bucket";
        }
        if (!name.strip().equals(name) || name.isBlank()) {
            return "with blanks around it";
        }
        return "and not 3 to 63 of a-z, 0-9, dot and hyphen, as the name of a bucket is";
    }
}
