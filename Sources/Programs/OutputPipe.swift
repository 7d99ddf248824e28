import CProcess
import Foundation

/// A pipe that a program writes into, and what came out of it.
struct OutputPipe {
    private(set) var readEnd: Int32
    private(set) var writeEnd: Int32
    /// `nil` once it was too much. The rest is read all the same: a program whose output nobody reads waits for ever.
    private(set) var bytes: [UInt8]? = []

    private static let chunk = 65_536

    init(program: String) throws(InvocationError) {
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
            bytes?.append(contentsOf: chunk[..<got])
            if bytes.map({ $0.count > Invocation.mostOutputBytes }) == true { bytes = nil }
            return true
        }
        if got < 0, errno == EINTR { return true }
        if got < 0, errno == EAGAIN { return false }
        Foundation.close(readEnd)  // the end, or nothing more to be had
        readEnd = -1
        return false
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
