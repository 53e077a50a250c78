# Sourced by the launchers in jobs/.

# is_built MARKER SOURCE...: whether nothing below the sources has changed since the build that left MARKER. The jar itself can't tell:
# its time is fixed, so that two builds give the same bytes.
is_built() {
  [ -f "$1" ] && [ -z "$(find "${@:2}" -newer "$1" -type f -print -quit)" ]
}

# build MARKER MAVEN-ARGUMENT...
build() {
  echo "Building from source; the first time Maven downloads what it needs, which takes a few minutes ..." >&2
  if ! "$root/mvnw" -q -f "$root/pom.xml" -DskipTests "${@:2}" >&2; then
    echo "The build failed; what Maven says stands above." >&2
    exit 10
  fi
  touch "$1"
}

# Builds the tests, of which the demonstration and the generator of events are part, and sets tests_class_path.
build_tests() {
  local marker="$root/target/tests.built" list="$root/target/tests.classpath"
  if ! is_built "$marker" "$root/pom.xml" "$root/src" "$root/db/migration"; then
    build "$marker" package dependency:build-classpath -Dmdep.outputFile="$list" -Dmdep.includeScope=test
    touch "$root/target/etl.built"
  fi
  tests_class_path="$root/target/test-classes:$root/target/classes:$(cat "$list")"
}
