export { MliPage, type MliPageProps } from './MliPage';
export { AnswerSentence, type AnswerSentenceProps } from './AnswerSentence';
export { SectionCard, type SectionCardProps } from './SectionCard';
