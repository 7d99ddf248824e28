import CProcess
import Foundation

/// A pipe that a program writes into, and what came out of it.
struct OutputPipe {
    private(set) var readEnd: Int32
    private(set) var writeEnd: Int32
    /// What is kept of it. All of it is read: a program whose output nobody reads waits for ever.
    private(set) var bytes: [UInt8] = []
    /// Whether it was more than what may be kept.
    private(set) var isTooMuch = false
    private let part: Part

    private static let chunk = 65_536

    /// What is kept of an output.
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

    /// Takes what is there, at most one chunk.
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
        Foundation.close(readEnd)  // the end, or nothing more to be had
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

    /// What the program wrote before it ended. A program that it left behind may hold the pipe open; nobody waits for that.
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
