import type { ErrorsAnswer } from '@carpy/api';

/** New since a deploy, or back after it was resolved. Pure. */
export const countNew = (answer: ErrorsAnswer | undefined): number =>
  answer?.groups.filter((group) => group.newSince !== undefined || group.reopened === true).length ?? 0;
