// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one list of tables, by family. A new table is one line here and its declaration. Each family is
// instantiated in a source of its own (tables_<family>.cpp), so that they compile beside one another.

#define STEWARD_TABLES_SYSTEM(X) \
  X(Domain)                      \
  X(Role)                        \
  X(UserRole)                    \
  X(Property)                    \
  X(NumberSequence)              \
  X(ListValue)                   \
  X(ScheduledJob)                \
  X(JobRun)                      \
  X(ExchangeRate)                \
  X(JournalEntry)                \
  X(RecordChange)                \
  X(Event)                       \
  X(SavedFilter)                 \
  X(CrmMapping)                  \
  X(CrmCurrencyMap)              \
  X(CrmLink)                     \
  X(WebhookRegistration)         \
  X(WebhookValidation)           \
  X(OutboxMessage)               \
  X(InboundMessage)

#define STEWARD_TABLES_HOST(X) \
  X(Account)                   \
  X(User)                      \
  X(Contact)                   \
  X(Contract)                  \
  X(ProductModel)              \
  X(SoldProduct)               \
  X(Location)                  \
  X(InstallBaseItem)           \
  X(Entitlement)               \
  X(Asset)                     \
  X(ServiceDefinition)         \
  X(KnowledgeArticle)          \
  X(Opportunity)               \
  X(Escalation)                \
  X(AccountAddress)            \
  X(InstallBaseSoldProduct)

#define STEWARD_TABLES_WORK(X) \
  X(SuccessChoice)             \
  X(OnboardingCase)            \
  X(OnboardingTask)            \
  X(BridgeRegistration)        \
  X(Engagement)                \
  X(EngagementContract)        \
  X(ApplicableSoldProduct)     \
  X(ApplicableEntitlement)     \
  X(Responsibility)            \
  X(SquadMember)               \
  X(ApplicableSquadMember)     \
  X(AccountTeamMember)         \
  X(CustomerTeamMember)        \
  X(ObjectiveTemplate)         \
  X(OutcomeTemplate)           \
  X(SuccessObjective)          \
  X(SuccessOutcome)            \
  X(SuccessInitiative)         \
  X(ApplicableOutcome)         \
  X(DefinitionRecord)          \
  X(PlayLaunch)                \
  X(CustomerPlay)              \
  X(InternalPlay)              \
  X(InternalPlayTask)          \
  X(Touchpoint)                \
  X(SuccessTask)               \
  X(Meeting)                   \
  X(MeetingInvitee)            \
  X(VirtualMeeting)            \
  X(ImplementationRecord)

#define STEWARD_TABLES_METRICS(X) \
  X(Breakdown)                    \
  X(Indicator)                    \
  X(IndicatorScore)               \
  X(DataSource)                   \
  X(DataContext)                  \
  X(ContextMapper)                \
  X(ContextData)                  \
  X(Segment)                      \
  X(SegmentMetric)                \
  X(Insight)                      \
  X(InsightItem)                  \
  X(Visualization)                \
  X(VisualizationItem)            \
  X(HealthDefinition)             \
  X(HealthMetric)                 \
  X(ColorBand)                    \
  X(ScoreHistory)                 \
  X(ScorecardSnapshot)            \
  X(DefinitionVersion)            \
  X(RiskDefinition)               \
  X(RiskThresholdOverride)        \
  X(RiskSignal)                   \
  X(RiskOccurrence)               \
  X(RiskSolution)                 \
  X(ProductCapability)            \
  X(CapabilityMap)                \
  X(CapabilityRelation)           \
  X(ProductUsage)                 \
  X(CapabilityUsage)              \
  X(AdoptionRoadmapTemplate)      \
  X(AdoptionRoadmapTemplateItem)  \
  X(AdoptionRoadmap)              \
  X(AdoptionRoadmapItem)

#define STEWARD_TABLES_PROCESS(X) \
  X(Attachment)                   \
  X(ImportTemplate)               \
  X(FieldMap)                     \
  X(ValidationRule)               \
  X(ImportTask)                   \
  X(ImportFile)                   \
  X(StagingRow)                   \
  X(PlaybookDefinition)           \
  X(Playbook)                     \
  X(PlaybookStage)                \
  X(PlaybookActivity)             \
  X(PlaybookLog)                  \
  X(BlockedBy)                    \
  X(RecordLink)                   \
  X(Discussion)                   \
  X(DiscussionParticipant)        \
  X(Activity)                     \
  X(EmailTemplate)                \
  X(EmailMessage)                 \
  X(ResponseTemplate)             \
  X(FormTemplate)                 \
  X(KnowledgeLink)                \
  X(ArticleFeedback)              \
  X(Approval)                     \
  X(Reminder)                     \
  X(DecisionTree)                 \
  X(ResourceGenerator)            \
  X(RecommendationRule)           \
  X(Recommendation)               \
  X(DecisionRun)                  \
  X(RecommendationHistory)

#define STEWARD_TABLES(X)   \
  STEWARD_TABLES_SYSTEM(X)  \
  STEWARD_TABLES_HOST(X)    \
  STEWARD_TABLES_WORK(X)    \
  STEWARD_TABLES_METRICS(X) \
  STEWARD_TABLES_PROCESS(X)

// The GNU form of the attribute: clang takes no other one here.
#define STEWARD_INSTANTIATE(T) template __attribute__((visibility("default"))) const TableInfo& table_info<T>();
