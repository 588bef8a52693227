//! Definition of the table: the `Table` resource.

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::types::{AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement};
use serde::Deserialize;

use super::{TEMPLATE, TemplateError};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Template {
    resources: Resources,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    table: TableResource,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TableResource {
    properties: TableDefinition,
}

/// The properties of the `Table` resource that the embedded table supports; the others (encryption, backups, tags) have
/// no counterpart there.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableDefinition {
    billing_mode: String,
    attribute_definitions: Vec<AttributeDefinition>,
    key_schema: Vec<KeySchemaElement>,
    global_secondary_indexes: Vec<GlobalSecondaryIndex>,
    time_to_live_specification: TimeToLiveSpecification,
}

impl TableDefinition {
    /// The definition in this repository's template.yaml.
    pub fn of_repository() -> Result<Self, TemplateError> {
        Self::parse(TEMPLATE)
    }

    fn parse(template: &str) -> Result<Self, TemplateError> {
        Ok(serde_saphyr::from_str::<Template>(template)?.resources.table.properties)
    }

    /// The two requests that create the table: DynamoDB doesn't accept expiry settings on creation.
    pub fn requests(self, name: &str) -> (CreateTableRequest, UpdateTimeToLiveRequest) {
        let creation = CreateTableRequest {
            table_name: name.to_owned(),
            billing_mode: Some(self.billing_mode),
            attribute_definitions: self.attribute_definitions,
            key_schema: self.key_schema,
            global_secondary_indexes: Some(self.global_secondary_indexes),
            ..CreateTableRequest::default()
        };
        let expiry = UpdateTimeToLiveRequest {
            table_name: name.to_owned(),
            time_to_live_specification: self.time_to_live_specification,
        };
        (creation, expiry)
    }
}

#[cfg(test)]
mod tests {
    use dynoxide::types::ScalarAttributeType;

    use super::*;

    const WITH_TAGS: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  SecretKey: { Type: String, NoEcho: true }
Conditions:
  HasDomain: !Not [!Equals [!Ref DomainName, ""]]
Globals:
  Function:
    Environment:
      Variables:
        TABLE_NAME: !Ref Table
        MANAGEMENT_ENDPOINT: !Sub "https://${WebSocketApi}.execute-api.${AWS::Region}.amazonaws.com/live"
Resources:
  Auth:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref Table }
        - Statement:
            - { Effect: Allow, Action: "execute-api:ManageConnections", Resource: !Sub "arn:aws:execute-api:*:${Api}/*" }
      Role: !GetAtt Role.Arn
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${AWS::StackName}-chat"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - { AttributeName: pk, AttributeType: S }
        - { AttributeName: other, AttributeType: N }
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - IndexName: by_other
          KeySchema: [{ AttributeName: other, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true }
      SSESpecification: { SSEEnabled: !If [HasKey, true, false] }
Outputs:
  Url: { Value: !If [HasDomain, !Ref DomainName, !GetAtt Api.Url] }
  Joined: { Value: !Join ["-", [!Ref Api, !Select [0, !GetAZs ""]]] }
  Multi:
    Value: !Sub
      - "https://${Host}/"
      - Host: !ImportValue other-stack
"#;

    #[test]
    fn the_repositorys_template_defines_the_table() -> Result<(), TemplateError> {
        let (creation, expiry) = TableDefinition::of_repository()?.requests("chat");
        assert_eq!(creation.table_name, "chat");
        assert!(creation.key_schema.iter().any(|key| key.attribute_name == "pk"));
        assert!(creation.global_secondary_indexes.is_some_and(|indexes| !indexes.is_empty()));
        assert!(expiry.time_to_live_specification.enabled);
        Ok(())
    }

    #[test]
    fn cloudformation_tags_elsewhere_are_ignored() -> Result<(), TemplateError> {
        let (creation, _) = TableDefinition::parse(WITH_TAGS)?.requests("chat");
        // Some YAML parsers read an unquoted `N` as a boolean.
        assert_eq!(creation.attribute_definitions[1].attribute_type, ScalarAttributeType::N);
        Ok(())
    }

    #[test]
    fn a_template_without_the_table_is_refused() {
        assert!(TableDefinition::parse("Resources: { Other: { Type: AWS::S3::Bucket } }").is_err());
    }
}
