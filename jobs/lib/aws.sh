# Sourced by the scripts beside it, which define usage() and, once they know it, the variable stack.

# wrong MESSAGE: of the command line. Ends with 2, as the loader does.
wrong() {
  echo "$(basename "$0"): $1 ($(basename "$0") --help shows how)" >&2
  exit 2
}

# fail MESSAGE
fail() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}

# ask MESSAGE AWS-ARGUMENT...: prints what the AWS CLI answers as text, or fails with the message and the CLI's own words, in one line.
ask() {
  local answer
  if ! answer=$(aws --output text "${@:2}" 2>&1); then
    fail "$1: $(tr -s '\n ' '  ' <<< "$answer" | sed 's/^ *//; s/ *$//')"
  fi
  printf '%s\n' "$answer"
}

# Sets account and region, or says what is missing.
need_aws() {
  command -v aws > /dev/null || fail "the AWS CLI (aws) is not installed"
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2> /dev/null || true)}}
  [ -n "$region" ] || fail "no region: set AWS_REGION, or run aws configure"
  export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=''
  account=$(ask "no credentials that AWS accepts" sts get-caller-identity --query Account)
}

# Reads the stack's outputs, for output.
read_outputs() {
  outputs=$(ask "no stack $stack in $region" cloudformation describe-stacks --stack-name "$stack" \
    --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]')
  [[ $outputs == *TaskDefinition* ]] || fail "stack $stack is not of jobs/ecs/template.yaml"
}

# output NAME: an output of the stack.
output() {
  awk -F '\t' -v name="$1" '$1 == name { print $2 }' <<< "$outputs"
}
