extension RekeyError {
    /// A kind of error, to branch on.
    ///
    /// A code keeps its meaning and its text in all later versions. New codes may be added, so a `switch` needs a `default`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private let text: String

        private init(_ text: String) {
            self.text = text
        }

        /// The code as text, for logs and metrics: `locked`, `plan_targets`, …
        public var description: String { text }

        /// The call names something that does not exist or is not in a state that allows it: a plan, a run.
        public static let invalidRequest = Code("invalid_request")
        /// A job file, or a file that it names, is wrong. Nothing was applied.
        public static let jobFile = Code("job_file")
        /// The plan's targets or sources are wrong, or the API's list of apps does not fit them. Nothing was started.
        public static let planTargets = Code("plan_targets")
        /// Host, credentials, profile, permissions or addresses are missing or wrong.
        public static let configuration = Code("configuration")
        /// The API or the authorization server refused the credentials.
        public static let credentialsRefused = Code("credentials_refused")
        /// The API or the authorization server could not be reached, or cannot answer now. A later call may succeed.
        public static let unreachable = Code("unreachable")
        /// The key is missing, unreadable, cannot be created, or belongs to another database.
        public static let key = Code("key")
        /// Another rekey, or a program that one started, runs on the database. A later call may succeed.
        public static let locked = Code("locked")
        /// The database is a copy or was restored from one. Open it with `isRestored` if it replaces the original.
        public static let restoredCopy = Code("restored_copy")
        /// The database cannot be created, read or written: a full disk, damage, a folder that is missing.
        public static let database = Code("database")
        /// A scheduled run failed or stopped, and waits for a decision before the next one starts.
        public static let runWaiting = Code("run_waiting")
        /// The process lacks memory, threads or open files.
        public static let resources = Code("resources")
        /// Something ended the call before its run had begun, or removed what the run depends on. Resume, or call again.
        public static let interrupted = Code("interrupted")
        /// An error without a code of its own.
        public static let other = Code("other")
    }
}
