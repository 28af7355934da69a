public import AgentHealth

/// The report for people on a terminal: one headline, then only what needs eyes, and what to do next.
public struct TextReport: Sendable {
  /// How it is written.
  public struct Style: Hashable, Sendable {
    /// Whether red and yellow are used. Default false.
    public var colour: Bool
    /// Whether every instance, also the ignored, and the use of AWS's API are listed. Default false.
    public var isVerbose: Bool

    /// A style.
    public init(colour: Bool = false, isVerbose: Bool = false) {
      self.colour = colour
      self.isVerbose = isVerbose
    }
  }

  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report` in `style`.
  public init(_ report: SweepReport, style: Style = Style()) {
    let paint = Paint(isOn: style.colour)
    let errorLength = style.isVerbose ? Int.max : 300
    var sections = [[report.summary]]
    sections.append(Self.list("The sweep failed", report.failures, .red, paint))
    sections.append(Self.notSeen(report, paint, errorLength, atMost: style.isVerbose ? Int.max : 20))
    sections.append(
      Self.list("Held by the brake", report.holds.map { "\($0.place): \($0.detail); ends with \($0.release)" }, .yellow, paint))
    sections.append(Self.list("Skipped", report.skipped.map { "\($0.path)  \($0.error ?? "")" }, .yellow, paint))
    sections += InstanceSections(report, style: style, paint: paint, errorLength: errorLength).sections
    sections.append(Self.unfinished(report, isStranded: false, paint))
    sections.append(Self.unfinished(report, isStranded: true, paint))
    sections.append(Self.notification(report, paint))
    sections.append(Self.list("Warnings", report.warnings, .yellow, paint))
    if style.isVerbose { sections.append(Self.api(report.api)) }
    sections.append([report.nextStep])
    text = sections.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private static func list(_ title: String, _ lines: [String], _ colour: Paint.Colour, _ paint: Paint) -> [String] {
    lines.isEmpty ? [] : [paint(colour, title)] + lines.map { "  " + Printable.line($0) }
  }

  private static func notSeen(_ report: SweepReport, _ paint: Paint, _ errorLength: Int, atMost limit: Int) -> [String] {
    let all = report.notSeen
    guard !all.isEmpty else { return [] }
    let rows = all.prefix(limit)
    let rest = all.count > rows.count ? ["  … and \(Figures.grouped(all.count - rows.count)) more (-v lists all)"] : []
    let table = Table(rows.map { [Printable.line($0.path), $0.status.rawValue, Printable.line($0.error ?? "", atMost: errorLength)] })
    return [paint(.red, "Not seen, or only in part")] + table.lines.map { "  " + $0 } + rest
  }

  private static func unfinished(_ report: SweepReport, isStranded: Bool, _ paint: Paint) -> [String] {
    let rows = report.unfinished.filter { $0.isStranded == isStranded }
    guard !rows.isEmpty else { return [] }
    let title = isStranded ? "Stranded: begun, and connected again" : "Unfinished: begun, and not ended"
    return [paint(.red, title)]
      + rows.flatMap { row in
        ["  \(Printable.line("\(row.ec2Instance)  \(row.place)  \(row.tag)"))", "      \(Printable.line(row.detail))"]
      }
  }

  private static func notification(_ report: SweepReport, _ paint: Paint) -> [String] {
    guard let notification = report.notification, let error = notification.error else { return [] }
    return [paint(.red, "Message not sent"), "  \(Printable.line("\(notification.topic): \(error)"))"]
  }

  private static func api(_ api: APIReport) -> [String] {
    let figures = [
      Figures.count(api.requests, "request"), "\(Figures.grouped(api.retries)) retried", "\(Figures.grouped(api.throttled)) throttled",
      Figures.count(api.connections, "connection"),
    ]
    let rows = api.byCategory.sorted { $0.key < $1.key }.map { name, use in
      [
        Printable.line(name), Figures.grouped(use.requests), "\(Figures.grouped(use.throttled)) throttled",
        "waited \(Figures.took(use.waited))",
        "used \(Figures.percent(use.limitUsed)) of the limit, at most \(Figures.percent(use.limitUsedMost)) in a Region",
      ]
    }
    return ["AWS: " + figures.joined(separator: ", ")] + Table(rows, rightAligned: [1, 2]).lines.map { "  " + $0 }
  }
}
