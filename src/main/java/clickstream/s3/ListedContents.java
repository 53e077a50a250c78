package clickstream.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Takes the objects out of a listing before the SDK makes a tree of it, and adds them to the answer afterwards: of what listing costs that is
 * the most. The rest of the answer, and whatever looks unusual, goes the SDK's way. Thread-safe.
 */
final class ListedContents implements ExecutionInterceptor {

    private static final ExecutionAttribute<List<S3Object>> CONTENTS = new ExecutionAttribute<>("ListedContents");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<InputStream> body = context.responseBody();
        if (!(context.request() instanceof ListObjectsV2Request)
                || !context.httpResponse().isSuccessful()
                || body.isEmpty()) {
            return body;
        }
        try (InputStream in = body.get()) {
            ContentsReader reader = new ContentsReader(in.readAllBytes());
            attributes.putAttribute(CONTENTS, reader.contents());
            return Optional.of(reader.rest());
        } catch (IOException e) {
            throw SdkClientException.create("the listing broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        List<S3Object> contents = attributes.getAttribute(CONTENTS);
        return contents != null && !contents.isEmpty() && context.response() instanceof ListObjectsV2Response listing
                ? listing.toBuilder().contents(contents).build()
                : context.response();
    }
}
