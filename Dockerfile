# The images that ECS runs, and docker compose. Needs BuildKit, which Docker has used by default since version 23.
#
#   docker build --tag clickstream-etl .                        the loader
#   docker build --tag clickstream-ingest --target ingest .     the ingest
#   docker build --tag clickstream-seed --target seed .         what jobs/seed does, for docker-compose.yml
#
# The base images are pinned to the JDK that the tests run on, by tag for people and by digest for Docker. To renew both:
#   docker buildx imagetools inspect eclipse-temurin:<version>-jre-noble
ARG JDK=eclipse-temurin:25.0.3_9-jdk-noble@sha256:3eb81ed94d8c1a34422f19f8188548bdf02cae69c91d0328afdbb7abed90f617
ARG JRE=eclipse-temurin:25.0.3_9-jre-noble@sha256:2f1da100788559b397bcf48c736169ea5b070bde84e55f203bbee8e83d87a175

# Amazon's own certificate authorities, which sign the certificates of RDS and are in no Java's trust store. A file or an address.
ARG RDS_AUTHORITIES=https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem


FROM ${JDK} AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY jobs/lib jobs/lib
COPY db/migration db/migration
COPY src src
# What the jar names as its commit. The context has no repository to ask: docker build --build-arg COMMIT="$(jobs/lib/commit)" ...
ARG COMMIT
# What Maven downloads stays in a cache of the builder's, not in a layer. Formatting is checked by the build that runs the tests.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q ${COMMIT:+-Dcommit=${COMMIT}} -DskipTests -Dspotless.check.skip package \
 && "${JAVA_HOME}/bin/java" -Djarmode=tools -jar target/clickstream-etl.jar extract --layers --destination target/layers


# Fetched here and copied below, because what ADD fetches is root's alone, whatever --chmod says to some builders.
FROM ${JRE} AS authorities
ARG RDS_AUTHORITIES
ADD ${RDS_AUTHORITIES} /rds-authorities.pem


FROM ${JRE} AS runtime
# A number, so that a platform can tell that it is not root; a name, because etl.load_run says who ran.
RUN echo 'etl:x:10001:10001::/etl:/usr/sbin/nologin' >> /etc/passwd && echo 'etl:x:10001:' >> /etc/group
WORKDIR /etl
COPY --from=authorities --chmod=0444 /rds-authorities.pem ./
# What changes seldom comes first: 33 MB of libraries, then 0.6 MB of our own.
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
# jobs/etl also trains an AOT cache, which saves seconds of each start. The image has none yet: it would have to be made by this very java,
# in a RUN, on a PostgreSQL that starts there.
USER 10001:10001
# Nobody looks at a terminal: each line of the log is JSON, and each run leaves its figures there. -e sets either otherwise.
ENV CLICKSTREAM_LOG_FORMAT=ecs \
    CLICKSTREAM_METRICS_EMBEDDED=true
# No shell in between: java is process 1 and gets the SIGTERM. Nothing is written to the file system, which may be read-only.
ENTRYPOINT ["java", \
            "-XX:+UseSerialGC", \
            "-XX:SurvivorRatio=4", \
            "-XX:TargetSurvivorRatio=90", \
            "-XX:MaxRAMPercentage=75", \
            "-XX:+ExitOnOutOfMemoryError", \
            "-XX:-UsePerfData", \
            "-Xlog:disable", \
            "-Xlog:all=warning,os+thread=off:stderr", \
            "--enable-native-access=ALL-UNNAMED", \
            "--sun-misc-unsafe-memory-access=allow", \
            "-jar", "clickstream-etl.jar"]
CMD ["--help"]


# One jar of its own: neither the loader nor its libraries.
FROM ${JRE} AS ingest
RUN echo 'ingest:x:10001:10001::/ingest:/usr/sbin/nologin' >> /etc/passwd && echo 'ingest:x:10001:' >> /etc/group
WORKDIR /ingest
COPY --from=build /build/target/clickstream-ingest.jar ./
USER 10001:10001
EXPOSE 8080
# The base image has neither curl nor wget, and a second JVM each time would cost more than the ingest itself. Compose heeds this;
# ECS does not, and asks through the load balancer.
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# No shell in between: java is process 1 and gets the SIGTERM. Nothing is written to the file system, which may be read-only.
ENTRYPOINT ["java", \
            "-XX:+UseSerialGC", \
            "-XX:MaxRAMPercentage=75", \
            "-XX:+ExitOnOutOfMemoryError", \
            "-XX:-UsePerfData", \
            "-jar", "clickstream-ingest.jar", \
            "--host", "0.0.0.0", "--port", "8080"]


FROM runtime AS seed
COPY --from=build /build/target/test-classes/clickstream/generate generator/clickstream/generate
ENTRYPOINT ["java", "-XX:-UsePerfData", "-cp", "generator:clickstream-etl.jar:lib/*", "clickstream.generate.GenerateEvents"]


# Last, so that a build that names no target makes the loader.
FROM runtime
