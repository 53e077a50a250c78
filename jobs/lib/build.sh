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
