package clickstream.bench;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The limit: lists a prefix with the bare SDK and, where a number in flight is given, reads every object to its last byte, as many at
 * once. It parses nothing and keeps nothing.
 */
final class BareS3 {

    private BareS3() {}

    /** Takes bucket, prefix, GETs in flight (0 to list only) and, perhaps, how many objects to read at most. */
    public static void main(String[] arguments) throws InterruptedException {
        String bucket = arguments[0];
        int inFlight = Integer.parseInt(arguments[2]);
        long most = arguments.length > 3 ? Long.parseLong(arguments[3]) : Long.MAX_VALUE;
        Semaphore permits = new Semaphore(Math.max(1, inFlight));
        LongAdder read = new LongAdder();
        long listed = 0;
        try (S3Client client = S3Client.builder()
                        .forcePathStyle(true)
                        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(inFlight + 1))
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (S3Object object : client.listObjectsV2Paginator(
                            request -> request.bucket(bucket).prefix(arguments[1]))
                    .contents()) {
                listed++;
                if (inFlight > 0) {
                    permits.acquire();
                    threads.execute(() -> {
                        try {
                            read.add(
                                    client.getObjectAsBytes(get -> get.bucket(bucket)
                                                                    .key(object.key()))
                                                            .asByteArrayUnsafe()
                                                            .length
                                                    > 0
                                            ? 1
                                            : 0);
                        } finally {
                            permits.release();
                        }
                    });
                }
                if (listed == most) {
                    break;
                }
            }
        }
        if (inFlight > 0 && read.sum() != listed) {
            throw new IllegalStateException("read %d of %d objects".formatted(read.sum(), listed));
        }
        System.out.println(listed);
    }
}
