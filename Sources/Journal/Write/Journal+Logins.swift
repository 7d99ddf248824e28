import Foundation
import GRDB
import Model

extension Journal {
    package func login(host: String) throws -> LoginRow? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM logins WHERE host = ?", arguments: [host]).map(LoginRow.init)
        }
    }

    /// Keeps a login, or what a renewal made of it. It survives a power loss when this returns: a server that rotates
    /// refresh tokens takes the old one no more.
    /// - Parameter isNew: whether somebody logged in, which is audited; renewals are not.
    package func keepLogin(_ login: LoginRow, isNew: Bool) throws {
        let auditor = auditor
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO logins (host, token_url, revocation_url, client_id, refresh_token, access_token,
                                        expires_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (host) DO UPDATE
                    SET token_url = excluded.token_url, revocation_url = excluded.revocation_url,
                        client_id = excluded.client_id, refresh_token = excluded.refresh_token,
                        access_token = excluded.access_token, expires_at = excluded.expires_at,
                        updated_at = excluded.updated_at
                    """,
                arguments: [
                    login.host, login.tokenURL, login.revocationURL, login.clientID,
                    login.refreshToken?.databaseBlob, login.accessToken.databaseBlob, login.expiresAt,
                    Int64.nowMicroseconds,
                ])
            if isNew {
                try Self.audit(
                    database, auditor, .login, AuditSubject(), detail: "to \(login.host) as \(login.clientID)")
            }
        }
    }

    /// - Returns: whether there was one.
    package func removeLogin(host: String) throws -> Bool {
        let auditor = auditor
        let isThere = try write { database in
            try database.execute(sql: "DELETE FROM logins WHERE host = ?", arguments: [host])
            guard database.changesCount == 1 else { return false }
            try Self.audit(database, auditor, .logout, AuditSubject(), detail: "from \(host)")
            return true
        }
        if isThere { try truncateLog() }
        return isThere
    }
}

extension LoginRow {
    init(_ row: Row) {
        let refresh: Data? = row["refresh_token"]
        let access: Data = row["access_token"]
        // What was written under a clock that was ahead says nothing of how long the token has left: it is renewed, and
        // where it cannot be, used until it is refused.
        let isAhead = row["updated_at"] as Int64 > ClockBound(at: .now).latest
        self.init(
            host: row["host"], tokenURL: row["token_url"], revocationURL: row["revocation_url"],
            clientID: row["client_id"], refreshToken: refresh.map(Array.init), accessToken: Array(access),
            expiresAt: isAhead
                ? (refresh == nil ? nil : .nowMicroseconds) : (row["expires_at"] as Int64?).map { max(0, $0) })
    }
}
