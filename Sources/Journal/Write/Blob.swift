import Foundation

extension [UInt8] {
    /// As GRDB stores bytes.
    var databaseBlob: Data { Data(self) }
}
