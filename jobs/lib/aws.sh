# Sourced by the scripts of jobs/ecs and jobs/ingest-aws, which define usage() and, once they know it, the variable stack.

# wrong MESSAGE: of the command line. Ends with 2, as the programs do.
wrong() {
  echo "$(basename "$0"): $1 ($(basename "$0") --help shows how)" >&2
  exit 2
}

# fail MESSAGE
fail() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}

# read_options FLAGS OPTIONS ARGUMENT...: takes a command line apart. --code-bucket NAME sets code_bucket, a flag sets its variable to yes,
# and what --set names is kept in others, for deploy_stack.
read_options() {
  local flags=" $1 " options=" $2 set " name
  shift 2
  others=()
  while [ $# -gt 0 ]; do
    name=${1#--}
    case "$1" in --help|-h) usage; exit 0 ;; esac
    [[ $1 =~ ^--[a-z-]+$ && $flags$options == *" $name "* ]] || wrong "unknown option $1"
    if [[ $flags == *" $name "* ]]; then
      printf -v "${name//-/_}" %s yes
      shift
      continue
    fi
    [ -n "${2:-}" ] || wrong "$1 needs a value"
    if [ "$name" = set ]; then
      [[ $2 =~ ^[A-Za-z]+=.+$ ]] || wrong "--set $2 is not NAME=VALUE"
      others+=("$2")
    else
      printf -v "${name//-/_}" %s "$2"
    fi
    shift 2
  done
}

# need_options VARIABLE...: says which option is missing, if one is.
need_options() {
  local needed
  for needed in "$@"; do
    [ -n "${!needed}" ] || wrong "--${needed//_/-} is missing"
  done
}

# chosen PARAMETER UNSET: what --set says of a parameter of the template.
chosen() {
  local other value=$2
  for other in ${others[@]+"${others[@]}"}; do
    case "$other" in "$1"=*) value=${other#*=} ;; esac
  done
  printf '%s\n' "$value"
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

# need_bucket NAME
need_bucket() {
  ask "no way to bucket $1" s3api head-bucket --bucket "$1" > /dev/null
}

# image_digest REPOSITORY TAG: the digest that this tag has now.
image_digest() {
  ask "no image $1:$2 in ECR of account $account, $region" \
    ecr describe-images --repository-name "$1" --image-ids "imageTag=$2" --query 'imageDetails[0].imageDigest'
}

# vpc_of ID,ID: the one VPC that all these subnets are of.
vpc_of() {
  local ids vpcs vpc
  IFS=$'\n' read -rd '' -a ids < <(tr , '\n' <<< "$1" | sort -u) || true # ends without the NUL that -d asks for
  vpcs=$(ask "no such subnets in $region" ec2 describe-subnets --subnet-ids "${ids[@]}" --query 'Subnets[].[VpcId]') \
    || exit # of this substitution: in here set -e does not hold
  vpc=$(sort -u <<< "$vpcs")
  [[ $vpc != *$'\n'* ]] || fail "the subnets are of several VPCs: ${vpc//$'\n'/ }"
  printf '%s\n' "$vpc"
}

# deploy_stack TEMPLATE WHAT PARAMETER=VALUE...: makes or updates the stack. What --set names overrides the rest.
deploy_stack() {
  echo "Deploying $2 as stack $stack in account $account, $region ..." >&2
  aws cloudformation deploy --stack-name "$stack" --template-file "$1" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
    --parameter-overrides "${@:3}" ${others[@]+"${others[@]}"} >&2 \
    || fail "the deployment failed; aws cloudformation describe-stack-events --stack-name $stack says why"
}

# read_outputs NAME TEMPLATE: reads the stack's outputs, for output; each stack of this template has one of that name.
read_outputs() {
  outputs=$(ask "no stack $stack in $region" cloudformation describe-stacks --stack-name "$stack" \
    --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]')
  [[ $outputs == *"$1"* ]] || fail "stack $stack is not of $2"
}

# output NAME: an output of the stack.
output() {
  awk -F '\t' -v name="$1" '$1 == name { print $2 }' <<< "$outputs"
}
