terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "url" {
  type = string
}

variable "stage" {
  type    = string
  default = "second"
}

locals {
  is_first = var.stage == "first"
  tags     = local.is_first ? { Team = "web", Stage = "test" } : { Team = "data" }
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true

  endpoints {
    iam = var.url
    sts = var.url
  }
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.members["a"].arn]
    }
  }
}

resource "aws_iam_user" "members" {
  for_each = toset(["a", "b", "c"])
  name     = "tf-${each.key}"
  path     = local.is_first ? "/" : "/people/"
  tags     = local.tags
}

# The provider cannot change name and tags at once: it changes the tags under the new name first.
resource "aws_iam_user" "renamed" {
  name = "tf-${var.stage}"
}

resource "aws_iam_group" "group" {
  name = "tf-group"
}

resource "aws_iam_group_membership" "membership" {
  name  = "tf-membership"
  group = aws_iam_group.group.name
  users = [for key in(local.is_first ? ["a", "b"] : ["b", "c"]) : aws_iam_user.members[key].name]
}

resource "aws_iam_role" "role" {
  name                 = "tf-role"
  description          = local.is_first ? "First" : "Second"
  max_session_duration = local.is_first ? 3600 : 7200
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = local.is_first ? null : "arn:aws:iam::aws:policy/PowerUserAccess"
  tags                 = local.tags
}

resource "aws_iam_policy" "policy" {
  name = "tf-policy"
  tags = local.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = concat(["s3:GetObject"], local.is_first ? [] : ["s3:PutObject"])
      Resource = "arn:aws:s3:::bucket-${data.aws_caller_identity.current.account_id}/*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "attachment" {
  role       = aws_iam_role.role.name
  policy_arn = local.is_first ? aws_iam_policy.policy.arn : "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_openid_connect_provider" "provider" {
  url             = "https://tf.example.com"
  client_id_list  = local.is_first ? ["web"] : ["web", "cli"]
  thumbprint_list = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
  tags            = local.tags
}

resource "aws_iam_virtual_mfa_device" "device" {
  virtual_mfa_device_name = "tf-device"
  path                    = "/tf/"
  tags                    = local.tags
}
