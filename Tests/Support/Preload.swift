import Foundation

/// What stands between a program and the C library in a test: see `Tests/Preload/preload.c`.
package struct Preload: Sendable {
    private let folder: String
    package var image: String?
    package var killAtSync: Int?
    package var failAt: Int?
    package var fullFrom: Int?
    package var clock: String?
    package var isResolverDeaf = false

    /// - Parameter folder: whose files are meant.
    package init(folder: String) {
        self.folder = folder
    }

    package var environment: [String: String] {
        var variables = ["LD_PRELOAD": Program.built("librekey-preload.so"), "PRELOAD_FOLDER": folder]
        variables["PRELOAD_IMAGE"] = image
        variables["PRELOAD_KILL_SYNC"] = killAtSync.map(String.init)
        variables["PRELOAD_FAIL"] = failAt.map(String.init)
        variables["PRELOAD_FULL"] = fullFrom.map(String.init)
        variables["PRELOAD_CLOCK"] = clock
        variables["PRELOAD_DEAF_DNS"] = isResolverDeaf ? "1" : nil
        return variables
    }
}
