package clickstream.ecs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The two stacks of the ingest, with the parameters that have no default, and any others. */
final class IngestStacks {

    static final Path LAMBDA = Path.of("jobs", "ingest-aws", "lambda.yaml");
    static final Path SERVICE = Path.of("jobs", "ingest-aws", "service.yaml");

    private IngestStacks() {}

    static Stack lambda(Map<String, String> others) {
        Map<String, String> parameters = new HashMap<>(Map.of(
                "Bucket",
                "raw-events",
                "CodeBucket",
                "code",
                "CodeKey",
                "clickstream-ingest/1.jar",
                "Release",
                "0".repeat(16)));
        parameters.putAll(others);
        return Stack.of(LAMBDA, "clickstream-ingest", parameters);
    }

    static Stack service(Map<String, String> others) {
        Map<String, String> parameters = new HashMap<>(Map.of(
                "ImageDigest",
                "sha256:" + "0".repeat(64),
                "Bucket",
                "raw-events",
                "CertificateArn",
                "arn:aws:acm:%s:%s:certificate/1".formatted(Stack.REGION, Stack.ACCOUNT),
                "VpcId",
                "vpc-1",
                "PublicSubnetIds",
                "subnet-1,subnet-2",
                "SubnetIds",
                "subnet-3,subnet-4"));
        parameters.putAll(others);
        return Stack.of(SERVICE, "clickstream-ingest-service", parameters);
    }
}
