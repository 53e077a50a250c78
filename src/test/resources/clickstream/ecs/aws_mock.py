"""An AWS on this machine, for tests: moto on a port of its own, and boto3 to call it, which checks every call against AWS's own API models.

Prints the port, then answers each line {"service": ..., "operation": ..., "parameters": {...}} with a line, and ends with standard input.
"""
import json
import logging
import sys
import warnings

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from moto.awslambda.models import LambdaVersion, Permission
from moto.cloudformation.models import CloudFormationBackend
from moto.ecs.models import EC2ContainerServiceBackend
from moto.server import ThreadedMotoServer

execute = CloudFormationBackend.execute_change_set
permit = Permission.create_from_cloudformation_json


def execute_and_make_outputs(self, *arguments, **named):
    """moto makes the outputs of a stack before a change set gives it resources, and not again."""
    execute(self, *arguments, **named)
    for stack in self.stacks.values():
        stack._parse_template()
        stack.output_map = stack._create_output_map()


def permit_function(resource_name, cloudformation_json, account_id, region_name, **named):
    """moto makes no aliases of functions, so what refers to one refers to nothing."""
    if "FunctionName" not in cloudformation_json["Properties"]:
        return Permission(region_name)
    return permit(resource_name, cloudformation_json, account_id, region_name, **named)


def version_attribute(self, name):
    """moto makes versions of functions, but tells a stack nothing of them."""
    return {"Version": self.version}[name]


def fargate_needs(task_definition):
    """moto wants to know how much memory a container takes of an instance, even where there is none, as on Fargate."""
    return {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}


CloudFormationBackend.execute_change_set = execute_and_make_outputs
LambdaVersion.get_cfn_attribute = version_attribute
Permission.create_from_cloudformation_json = staticmethod(permit_function)
EC2ContainerServiceBackend._calculate_task_resource_requirements = staticmethod(fargate_needs)
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")  # says which kinds of resources moto leaves out of a stack; the test knows
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(port, flush=True)

clients = {}
for line in sys.stdin:
    call = json.loads(line)
    service = call["service"]
    if service not in clients:
        clients[service] = boto3.client(
            service,
            endpoint_url=f"http://{host}:{port}",
            region_name="ap-southeast-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
    try:
        answer = getattr(clients[service], call["operation"])(**call["parameters"])
        answer.pop("ResponseMetadata", None)
        answer = {"answer": answer}
    except (BotoCoreError, ClientError) as failure:
        answer = {"error": str(failure)}
    print(json.dumps(answer, default=str), flush=True)
server.stop()
