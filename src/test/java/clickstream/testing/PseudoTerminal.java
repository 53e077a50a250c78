package clickstream.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A pseudo terminal of the operating system's, for processes that write to it.
 *
 * <p>Source: <a href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/posix_openpt.html">posix_openpt</a> and its neighbours.
 */
@SuppressWarnings("restricted") // Java has no other way to the functions of the system.
public final class PseudoTerminal implements AutoCloseable {

    private static final int O_RDWR = 2;
    private static final int MOST = 65_536;

    private final int master;

    private PseudoTerminal(int master) {
        this.master = master;
    }

    public static PseudoTerminal open() {
        int master = (int) call("posix_openpt", JAVA_INT, new MemoryLayout[] {JAVA_INT}, O_RDWR);
        if (master < 0
                || (int) call("grantpt", JAVA_INT, new MemoryLayout[] {JAVA_INT}, master) != 0
                || (int) call("unlockpt", JAVA_INT, new MemoryLayout[] {JAVA_INT}, master) != 0) {
            throw new IllegalStateException("The system gives no pseudo terminal");
        }
        return new PseudoTerminal(master);
    }

    /** What processes have as their terminal. */
    public File device() {
        MemorySegment name = (MemorySegment) call("ptsname", ADDRESS, new MemoryLayout[] {JAVA_INT}, master);
        return new File(name.reinterpret(256).getString(0));
    }

    /** All that was written to it, until the last process that had it open has closed it. */
    public String written() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST);
            MemoryLayout[] arguments = {JAVA_INT, ADDRESS, JAVA_LONG};
            long count = (long) call("read", JAVA_LONG, arguments, master, buffer, (long) MOST);
            while (count > 0) {
                all.writeBytes(buffer.asSlice(0, count).toArray(JAVA_BYTE));
                count = (long) call("read", JAVA_LONG, arguments, master, buffer, (long) MOST);
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        call("close", JAVA_INT, new MemoryLayout[] {JAVA_INT}, master);
    }

    private static Object call(String function, MemoryLayout result, MemoryLayout[] parameters, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle = linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(result, parameters));
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("%s failed".formatted(function), e);
        }
    }
}
