import ArgumentParser

/// In which form a command says what it found.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
