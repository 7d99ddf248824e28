package import Engine

/// One run's session and how it ended.
package struct RunResult: Sendable {
    package let run: Int64
    package let ending: RunEnding
}
