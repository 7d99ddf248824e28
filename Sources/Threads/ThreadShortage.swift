/// The system cannot start a thread.
package struct ThreadShortage: Error, Sendable, CustomStringConvertible {
    package let description =
        "no thread can be started; raise the limit on processes or memory (ulimit -u, ulimit -v, the container's pids limit)"
}
