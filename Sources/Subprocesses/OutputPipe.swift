import CProcess
import Foundation

/// A pipe that a program writes to, and what was read from it.
struct OutputPipe {
    private(set) var readEnd: Int32
    private(set) var writeEnd: Int32
    /// The kept part of the output. All output is read: a program whose output is not read would block forever.
    private(set) var bytes: [UInt8] = []
    /// Whether the output was longer than the limit.
    private(set) var isTooMuch = false
    private let part: Part

    private static let chunk = 65_536

    /// Which part of an output is kept.
    enum Part {
        /// All of it, unless it is more than so many bytes.
        case whole(maximum: Int)
        /// Its last bytes.
        case end(Int)
    }

    init(program: String, keeping part: Part) throws(InvocationError) {
        self.part = part
        var ends: [Int32] = [-1, -1]
        guard rekey_pipe(&ends) == 0 else {
            throw .notStarted(program: program, reason: String(cString: strerror(errno)))
        }
        readEnd = ends[0]
        writeEnd = ends[1]
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    /// Reads what is available, at most one chunk.
    /// - Returns: whether there may be more.
    @discardableResult
    mutating func read() -> Bool {
        guard readEnd >= 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        let got = Foundation.read(readEnd, &chunk, chunk.count)
        if got > 0 {
            keep(chunk[..<got])
            return true
        }
        if got < 0, errno == EINTR { return true }
        if got < 0, errno == EAGAIN { return false }
        Foundation.close(readEnd)  // the end of the output, or an error
        readEnd = -1
        return false
    }

    private mutating func keep(_ more: ArraySlice<UInt8>) {
        switch part {
        case .whole(let maximum):
            if isTooMuch { return }
            isTooMuch = bytes.count + more.count > maximum
            if isTooMuch { bytes = [] } else { bytes += more }
        case .end(let count):
            bytes.removeFirst(min(bytes.count, max(0, bytes.count + more.count - count)))
            bytes += more.suffix(count)
        }
    }

    /// Reads what the program wrote before it ended. A child process may still hold the pipe open; it is not waited
    /// for.
    mutating func drain() {
        var rest = 64
        while rest > 0, read() { rest -= 1 }
    }

    mutating func closeWriteEnd() {
        if writeEnd >= 0 { Foundation.close(writeEnd) }
        writeEnd = -1
    }

    mutating func close() {
        closeWriteEnd()
        if readEnd >= 0 { Foundation.close(readEnd) }
        readEnd = -1
    }
}
