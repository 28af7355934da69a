public import AgentHealth

/// The budgets that all workers share. ``BudgetBook`` is the rule; Redis carries it out by its own clock.
public protocol BudgetStore: Sendable {
  /// Takes places for instances that are about to be remediated, all decided in one step. One answer for each claim, in order.
  ///
  /// A sweep that is tried again is granted what it was granted. An error grants nothing, also where it was the answer that got lost.
  func claimBudget(_ claims: [BudgetClaim], sweepID: String) async throws(StoreError) -> [BudgetAnswer]

  /// What the budgets look like to this sweep. What is over may still stand there; nothing is written.
  func budget(sweepID: String) async throws(StoreError) -> BudgetBook

  /// Takes back what was granted to a sweep and never begun. Not ended by cancellation.
  func releaseBudget(_ instance: String, sweepID: String) async throws(StoreError)

  /// Frees the place of a remediation that is ended. Not ended by cancellation.
  func settleBudget(_ instance: String) async throws(StoreError)
}
