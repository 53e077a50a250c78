package clickstream.corpus;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML in which every scalar is a text: {@code no}, {@code 1e3} and {@code 2026-11-20} stay what they are. */
final class AllText {

    private AllText() {}

    static Object load(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new NothingImplicit())
                .load(yaml);
    }

    private static final class NothingImplicit extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            // Each would make something else of a text.
        }
    }
}
