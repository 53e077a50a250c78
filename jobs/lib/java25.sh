# Sourced by mvnw and by the launchers in jobs/: sets JAVA_HOME to an installed JDK 25, whatever the java on the path is.
# Looks at JAVA_HOME, at the path, and where packages and version managers of Linux and macOS install JDKs.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

find_jdk_25() {
  javac_on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null) || javac_on_path=
  for jdk in \
    "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "${javac_on_path%/bin/javac}" \
    /usr/lib/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk-25 /opt/* /opt/java/* /opt/jdk/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.jenv/versions/* "${HOME:-}"/.jabba/jdk/* "${HOME:-}"/.gradle/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec; do
    if [ -n "$jdk" ] && is_jdk_25 "$jdk"; then
      printf '%s\n' "$jdk"
      return 0
    fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk_25); then
  cat >&2 <<'MESSAGE'
No JDK 25 was found, neither in JAVA_HOME, nor on the path, nor where packages and version managers install one.
Get one, then run this again; any of these will do:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  SDKMAN!          sdk install java 25-tem
  any              https://adoptium.net/temurin/releases/?version=25, then set JAVA_HOME to its folder
MESSAGE
  exit 10
fi
export JAVA_HOME
