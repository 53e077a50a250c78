# Sourced by the launchers that can do with more than one PostgreSQL.

# postgres_release MAJOR: the release of PostgreSQL's binaries, as Maven's repositories have it; fails for versions that are not supported.
postgres_release() {
  case $1 in
    13) echo 13.23.0 ;;
    14) echo 14.20.0 ;;
    15) echo 15.15.0 ;;
    16) echo 16.11.0 ;;
    17) echo 17.7.0 ;;
    18) echo 18.6.0 ;;
    *) return 1 ;;
  esac
}
