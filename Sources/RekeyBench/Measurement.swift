/// One whole process, by the operating system's own account (wait4(2)).
struct Measurement {
    let wallSeconds: Double
    let cpuSeconds: Double
    let peakMegabytes: Double
}

struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension [Double] {
    /// Of an even number the upper one; 0 of none.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
