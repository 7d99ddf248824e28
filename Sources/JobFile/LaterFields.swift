/// What the job file's language has and this version cannot do yet. It is refused, because a field that nothing reads
/// would promise what does not happen.
enum LaterFields {
    static let plan = ["schedule"]
}
