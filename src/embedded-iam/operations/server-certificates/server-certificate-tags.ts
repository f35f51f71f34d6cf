import { errorTexts } from "../../../iam-model/error-texts.ts";
import { addTags, listTags, operation, removeTags, requireSomeTags } from "../framework/index.ts";
import { requireServerCertificate } from "./look-up.ts";

export const tagServerCertificate = operation("TagServerCertificate", ({ ServerCertificateName, Tags }, context) => {
  const { certificateId } = requireServerCertificate(context, ServerCertificateName);
  requireSomeTags(Tags, errorTexts.tagMapEmpty);
  addTags(context, context.serverCertificateTags, certificateId, Tags);
});

export const untagServerCertificate = operation(
  "UntagServerCertificate",
  ({ ServerCertificateName, TagKeys }, context) => {
    const { certificateId } = requireServerCertificate(context, ServerCertificateName);
    requireSomeTags(TagKeys, errorTexts.tagKeysEmpty);
    removeTags(context.serverCertificateTags, certificateId, TagKeys);
  },
);

export const listServerCertificateTags = operation(
  "ListServerCertificateTags",
  ({ ServerCertificateName, ...input }, context) => {
    const { certificateId } = requireServerCertificate(context, ServerCertificateName);
    const identity = ["ListServerCertificateTags", certificateId] as const;
    return listTags(context, context.serverCertificateTags, certificateId, identity, input);
  },
);
