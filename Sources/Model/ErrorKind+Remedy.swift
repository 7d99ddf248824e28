extension ErrorKind {
    /// What happened, in a few words.
    package var cause: String {
        switch self {
        case .badRequest: "the API did not understand the request"
        case .unauthorized: "the API did not accept the credentials"
        case .forbidden: "the credentials may not write this secret"
        case .notFound: "the app or the secret does not exist"
        case .validation: "the API refused a value"
        case .rateLimited: "the API answered \"too many requests\" until the attempts were used up"
        case .serverError: "the API failed until the attempts were used up"
        case .unexpectedStatus: "the API answered with an undocumented status"
        case .unexpectedResponse: "the answer is not from the API; a proxy or gateway may have sent it"
        case .redirect: "the API answered with a redirect; rekey follows none"
        case .wouldDropKeys: "the secret has keys that the plan does not name; the PUT would remove them"
        case .timeout: "no answer within the timeout"
        case .connect: "rekey could not connect to the API"
        case .reset: "the connection broke off"
        case .dns: "the API's host name could not be resolved"
        case .tls: "the connection could not be secured"
        case .stepSet: "the plan's `set` step failed; nothing was sent"
        case .stepVerify: "the value is in place, but the plan's `verify` step failed"
        case .source: "a value's source could not be read; nothing was sent"
        case .unsupported: "this installation does not offer the request"
        case .proxy: "the proxy did not let the request through; nothing was sent"
        case .cancelled: "the run was cancelled"
        }
    }

    /// What the user should do.
    /// - Parameter run: the number that the commands take; `nil` if a report covers several runs.
    package func remedy(run: Int64?) -> String {
        let number = run.map { " \($0)" } ?? ""
        let retry = "then `rekey retry\(number)`"
        let resume = "then `rekey resume\(number)`"
        return switch self {
        case .badRequest, .unexpectedStatus: "compare the error with the API's documentation, \(retry)"
        case .unauthorized:
            "if the API key was regenerated, use the present one; if you use a login, `rekey login`; if you use a "
                + "machine client, check its id and secret; \(resume)"
        case .forbidden:
            "give the credentials' owner the role nx1_app_manager on the app, \(retry)"
        case .notFound:
            "let rekey create the secret (`create: missing`) or create it by hand, correct the app's id or the secret's name "
                + "in the plan's targets, or use credentials that see the app; \(retry)"
        case .validation:
            "`rekey retry\(number) --regenerate` makes other values; if they are refused too, change the policy"
        case .rateLimited: "lower the plan's `rate`, \(retry)"
        case .serverError, .timeout, .connect, .reset: "wait until the API works again, \(retry)"
        case .unexpectedResponse, .redirect:
            "check the address in `--host`, the profile and any proxy; \(retry)"
        case .wouldDropKeys:
            "name the keys in the plan, as `keep: true` or under `drop`, and apply it; then `rekey cancel\(number)` and run "
                + "the plan again"
        case .dns: "check the address and the name server, \(retry)"
        case .tls: "check the certificate and `--ca-file`, \(retry)"
        case .stepSet, .stepVerify: "read the step's message and fix its cause, \(retry)"
        case .source: "supply the source that the error names, \(retry)"
        case .unsupported:
            "create the secret by hand, or update the installation (`rekey doctor` shows what it offers); \(retry)"
        case .proxy:
            "correct the proxy's address or password in https_proxy, or add the API's host to no_proxy; \(resume)"
        case .cancelled: "run the plan again when you want new values"
        }
    }

    /// Which command to use once the cause is fixed.
    package var nextStep: NextStep {
        switch self {
        case .validation: .retryWithOtherValues
        case .wouldDropKeys, .cancelled: .newRun
        case .unauthorized, .proxy: .resume
        default: .retry
        }
    }
}
