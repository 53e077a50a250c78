package clickstream.ecs;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A template with its functions carried out, as CloudFormation would; a reference to what is not there throws. */
public final class Stack {

    public static final String REGION = "ap-southeast-1";
    public static final String ACCOUNT = "123456789012";

    /** The loader's. */
    static final Path LOADER = Path.of("jobs", "ecs", "template.yaml");

    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::Region",
            REGION,
            "AWS::AccountId",
            ACCOUNT,
            "AWS::Partition",
            "aws",
            "AWS::URLSuffix",
            "amazonaws.com");

    private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]+)}");

    /** What CloudFormation leaves out. */
    private static final Object NO_VALUE = new Object();

    private final Map<String, Object> template;
    private final Map<String, String> parameters = new HashMap<>(PSEUDO_PARAMETERS);
    private final Set<String> used = new HashSet<>();

    private Stack(Path file, String stackName, Map<String, String> given) {
        this.template = read(file);
        parameters.put("AWS::StackName", stackName);
        map(template.get("Parameters")).forEach((name, parameter) -> {
            Object unset = map(parameter).get("Default");
            if (given.containsKey(name)) {
                parameters.put(name, given.get(name));
            } else if (unset != null) {
                parameters.put(name, unset.toString());
            }
        });
    }

    /** A stack of this name, with these parameters. */
    static Stack of(Path template, String name, Map<String, String> parameters) {
        return new Stack(template, name, parameters);
    }

    /** The loader's, with the parameters that have no default, and any others. */
    public static Stack with(Map<String, String> others) {
        Map<String, String> given = new HashMap<>(Map.of(
                "ImageDigest", "sha256:" + "0".repeat(64),
                "Bucket", "raw-events",
                "DatabaseHost", "db.example.com",
                "DatabaseSecretArn", "arn:aws:secretsmanager:%s:%s:secret:dw-AbCdEf".formatted(REGION, ACCOUNT),
                "VpcId", "vpc-1",
                "SubnetIds", "subnet-1,subnet-2"));
        given.putAll(others);
        return new Stack(LOADER, "clickstream-etl", given);
    }

    static Map<String, Object> read(Path template) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(template)) {
            return new Yaml(new Functions(options)).load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the parameters, mappings and conditions that were asked for until now. */
    Set<String> used() {
        return used;
    }

    /** What stands there; numbers in the path count the elements of a list. */
    public Object at(String... path) {
        return evaluated(raw(path));
    }

    /** Functions on the way there are carried out, and what stands there is left as it is. */
    private Object raw(String... path) {
        Object here = template;
        for (String step : path) {
            Object container = here instanceof Map<?, ?> map && isFunction(map) ? evaluated(map) : here;
            Object next = container instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : map(container).get(step);
            if (next == null) {
                throw new IllegalArgumentException("no " + step + " in " + String.join(".", path));
            }
            here = next;
        }
        return here;
    }

    public String text(String... path) {
        return at(path).toString();
    }

    public Map<String, Object> properties(String resource) {
        return map(at("Resources", resource, "Properties"));
    }

    /** The names of its resources of a type, whose conditions hold. */
    List<String> resources(String type) {
        return map(template.get("Resources")).entrySet().stream()
                .filter(resource -> map(resource.getValue()).get("Type").equals(type))
                .map(Map.Entry::getKey)
                .filter(name ->
                        !(map(raw("Resources", name)).get("Condition") instanceof String condition) || holds(condition))
                .toList();
    }

    /** The statements of all policies of a role. */
    List<Map<String, Object>> statements(String role) {
        return list(at("Resources", role, "Properties", "Policies")).stream()
                .flatMap(policy -> list(map(map(policy).get("PolicyDocument")).get("Statement")).stream())
                .map(Stack::map)
                .toList();
    }

    /** What a role may do, each as {@code action on resource}. */
    List<String> actions(String role) {
        return statements(role).stream()
                .flatMap(statement -> each(statement.get("Action"))
                        .flatMap(action -> each(statement.get("Resource")).map(on -> action + " on " + on)))
                .toList();
    }

    /** The variables of a container as it sees them, but for secrets. */
    static Map<String, String> environment(Map<String, Object> container) {
        Map<String, String> variables = new HashMap<>();
        list(container.get("Environment")).stream()
                .map(Stack::map)
                .forEach(variable -> variables.put(
                        variable.get("Name").toString(), variable.get("Value").toString()));
        return variables;
    }

    /** The same with every value as a text. */
    static Map<String, String> texts(Map<String, Object> values) {
        Map<String, String> texts = new HashMap<>();
        values.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    /** The value of an alarm's only dimension, which must be this one. */
    static Object dimension(Map<String, Object> alarm, String name) {
        Map<String, Object> only = map(list(alarm.get("Dimensions")).getFirst());
        if (!name.equals(only.get("Name"))) {
            throw new IllegalArgumentException("no dimension %s in %s".formatted(name, alarm));
        }
        return only.get("Value");
    }

    private static Stream<Object> each(Object oneOrMore) {
        return oneOrMore instanceof List<?> ? list(oneOrMore).stream() : Stream.of(oneOrMore);
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private Object evaluated(Object value) {
        return switch (value) {
            case List<?> list -> {
                List<Object> elements = new ArrayList<>();
                for (Object element : list) {
                    Object each = evaluated(element);
                    if (!each.equals(NO_VALUE)) {
                        elements.add(each);
                    }
                }
                yield elements;
            }
            case Map<?, ?> map
            when isFunction(map) -> {
                Map.Entry<?, ?> only = map.entrySet().iterator().next();
                yield called(only.getKey().toString(), only.getValue());
            }
            case Map<?, ?> map -> {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(name.toString(), evaluated(member)));
                members.values().removeIf(NO_VALUE::equals);
                yield members;
            }
            default -> value;
        };
    }

    private static boolean isFunction(Map<?, ?> map) {
        return map.size() == 1
                && map.keySet().stream()
                        .anyMatch(name -> name.equals("Ref") || name.toString().startsWith("Fn::"));
    }

    private Object called(String function, Object argument) {
        return switch (function) {
            case "Ref" -> referred(argument.toString());
            case "Fn::GetAtt" -> attribute(argument.toString());
            case "Fn::Sub" -> {
                Matcher places = PLACE.matcher(argument.toString());
                yield places.replaceAll(place -> Matcher.quoteReplacement(
                        place.group(1).contains(".")
                                ? attribute(place.group(1))
                                : referred(place.group(1)).toString()));
            }
            case "Fn::FindInMap" -> {
                List<Object> path = list(evaluated(argument));
                used.add(path.getFirst().toString());
                yield at(
                        "Mappings",
                        path.get(0).toString(),
                        path.get(1).toString(),
                        path.get(2).toString());
            }
            case "Fn::If" -> {
                List<Object> choice = list(argument);
                used.add(choice.getFirst().toString());
                yield evaluated(choice.get(holds(choice.getFirst().toString()) ? 1 : 2));
            }
            case "Fn::Equals" -> {
                List<Object> sides = list(evaluated(argument));
                yield sides.get(0).equals(sides.get(1));
            }
            case "Fn::Not" -> !(Boolean) list(evaluated(argument)).getFirst();
            case "Fn::Join" -> {
                List<Object> parts = list(evaluated(argument));
                yield String.join(
                        parts.getFirst().toString(),
                        list(parts.get(1)).stream().map(Object::toString).toList());
            }
            case "Fn::Split" -> {
                List<Object> parts = list(evaluated(argument));
                yield List.of(parts.get(1)
                        .toString()
                        .split(Pattern.quote(parts.getFirst().toString()), -1));
            }
            default -> throw new IllegalArgumentException("unknown function " + function);
        };
    }

    boolean holds(String condition) {
        return (Boolean) at("Conditions", condition);
    }

    private Object referred(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        if (parameters.containsKey(name)) {
            used.add(name);
            boolean isList = map(template.get("Parameters")).get(name) instanceof Map<?, ?> parameter
                    && parameter.get("Type").toString().startsWith("List<");
            return isList ? List.of(parameters.get(name).split(",")) : parameters.get(name);
        }
        Map<String, Object> properties = map(raw("Resources", name, "Properties"));
        if (raw("Resources", name, "Type").equals("AWS::Lambda::Alias")) {
            return "arn:aws:lambda:%s:%s:function:%s:%s"
                    .formatted(
                            REGION,
                            ACCOUNT,
                            evaluated(properties.get("FunctionName")),
                            evaluated(properties.get("Name")));
        }
        return properties.entrySet().stream()
                .filter(property ->
                        property.getKey().endsWith("Name") || property.getKey().equals("Family"))
                .map(property -> evaluated(property.getValue()))
                .findFirst()
                .orElse(name);
    }

    /** ARNs are those that AWS would give as far as names decide them. */
    private String attribute(String path) {
        String name = path.substring(0, path.indexOf('.'));
        String attribute = path.substring(path.indexOf('.') + 1);
        List<String> type = List.of(raw("Resources", name, "Type")
                .toString()
                .toLowerCase(Locale.ROOT)
                .split("::", -1));
        return switch (attribute) {
            case "Arn" -> "arn:aws:%s:%s:%s:%s/%s".formatted(type.get(1), REGION, ACCOUNT, type.get(2), referred(name));
            case "GroupId", "QueueName" -> referred(name).toString();
            case "Name", "Version", "DNSName", "LoadBalancerFullName", "TargetGroupFullName" ->
                referred(name) + "." + attribute;
            default -> throw new IllegalArgumentException("no attribute " + path);
        };
    }

    /** Reads {@code !Sub x} as {@code {Fn::Sub: x}}. */
    private static final class Functions extends SafeConstructor {

        Functions(LoaderOptions options) {
            super(options);
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    String tag = node.getTag().getValue().substring(1);
                    Object argument = switch (node) {
                        case ScalarNode scalar -> scalar.getValue();
                        case SequenceNode sequence -> constructSequence(sequence);
                        case MappingNode mapping -> constructMapping(mapping);
                        default -> throw new IllegalArgumentException("no argument: " + node);
                    };
                    return Map.of(tag.equals("Ref") ? tag : "Fn::" + tag, argument);
                }
            });
        }
    }
}
