/// What the job file's language has and this version cannot do yet. It is refused, because a field that nothing reads
/// would promise what does not happen.
enum LaterFields {
    static let plan = ["waves", "notify", "schedule"]
    static let entry = ["steps", "keys_from"]
    static let targets = ["app_names", "app_type", "all"]
    static let key = ["keep", "previous", "command", "column", "dotenv", "json", "or", "public_key"]
    static let generators = ["keypair"]
}
