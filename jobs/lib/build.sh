# Sourced by the launchers in jobs/.

# cron, systemd and many containers set no locale, or C: Java would read passwords and file names as ASCII then, and lose what is not.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  '' | C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# is_built MARKER SOURCE...: whether nothing below the sources has changed since the build that left MARKER. The jar itself can't tell:
# its time is fixed, so that two builds give the same bytes. What the tests of the publisher download and make there is no source.
is_built() {
  [ -f "$1" ] && [ -z "$(find "${@:2}" \( -name node_modules -o -name .next -o -path '*/main/browser/types' -o -path '*/main/browser/LICENSE' \) -prune \
    -o -newer "$1" -type f -print -quit)" ]
}

# The program, unpacked: what a JVM can keep in its AOT cache must lie in plain jars.
etl_jar="$root/target/etl/clickstream-etl.jar"
etl_cache="$root/target/etl/clickstream-etl.aot"

# How the program is run. The serial collector needs neither threads nor memory of its own. Unsafe is what protobuf, under OTLP, uses: the JVM would
# say so between the lines of the log. What else it warns of does not go to standard output, which belongs to the summary; of threads that
# cannot be started the program says more.
etl_java_options=(
  -XX:+UseSerialGC
  -XX:SurvivorRatio=4
  -XX:TargetSurvivorRatio=90
  -XX:MaxRAMPercentage=75
  -XX:+ExitOnOutOfMemoryError
  -Xlog:disable
  -Xlog:all=warning,os+thread=off:stderr
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
)

# The ingest: one plain jar.
ingest_jar="$root/target/clickstream-ingest.jar"
ingest_cache="$root/target/ingest/clickstream-ingest.aot"

# It serves for weeks, so that C2 pays; its memory is small, and what it holds lives for a tenth of a second.
ingest_java_options=(
  -XX:+UseSerialGC
  -XX:MaxRAMPercentage=75
  -XX:+ExitOnOutOfMemoryError
)

# Builds the program and the tests, of which the demonstration, the generator of events and the benchmark are part; sets tests_class_path.
build_all() {
  local marker="$root/target/all.built" list="$root/target/tests.classpath"
  # One at a time: whoever waited finds it built.
  mkdir -p "$root/target"
  exec 9>>"$root/target/build.lock"
  flock 9 2>/dev/null || perl -MFcntl=:flock -e 'open(my $lock, ">>&=9") && flock($lock, LOCK_EX)' || true
  if ! is_built "$marker" "$root/pom.xml" "$root/src" "$root/db/migration"; then
    echo "Building from source; the first time Maven downloads what it needs, which takes a few minutes ..." >&2
    rm -f "$marker"
    if ! "$root/mvnw" -q -f "$root/pom.xml" -DskipTests package \
      dependency:build-classpath -Dmdep.outputFile="$list" -Dmdep.includeScope=test >&2; then
      echo "The build failed; what Maven says stands above." >&2
      exit 10
    fi
    unpack_etl
    train_ingest
    touch "$marker"
  fi
  exec 9>&-
  tests_class_path="$root/target/test-classes:$root/target/classes:$(cat "$list")"
}

# Unpacks the program's jar and trains its AOT cache, without which it runs too, only slower. Trained without C2: the cache would keep
# profiles, by which C2 begins at once with all that a run is about to do, and short runs would take longer.
unpack_etl() {
  rm -rf "$root/target/etl"
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$root/target/clickstream-etl.jar" extract --destination "$root/target/etl" >&2
  echo "Training it on a load of its own, so that it starts faster ..." >&2
  if ! "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/tests.classpath")" \
    clickstream.training.TrainingRun \
    "$JAVA_HOME/bin/java" "${etl_java_options[@]}" -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput="$etl_cache" -jar "$etl_jar" >/dev/null 2>&1; then
    echo "The training failed, which makes the program no worse than slower to start." >&2
    rm -f "$etl_cache"
  fi
}

# Trains the ingest's AOT cache, without which it runs too, only slower to start.
train_ingest() {
  rm -rf "$root/target/ingest"
  mkdir "$root/target/ingest"
  echo "Training the ingest on events of its own ..." >&2
  if ! "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/tests.classpath")" \
    clickstream.training.IngestTraining \
    "$JAVA_HOME/bin/java" "${ingest_java_options[@]}" -XX:AOTCacheOutput="$ingest_cache" -jar "$ingest_jar" --port 0 \
    >/dev/null 2>&1; then
    echo "The training failed, which makes the ingest no worse than slower to start." >&2
    rm -f "$ingest_cache"
  fi
}
