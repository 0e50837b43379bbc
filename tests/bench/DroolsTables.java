import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.drools.model.DSL;
import org.drools.model.Index.ConstraintType;
import org.drools.model.Model;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Rule;
import org.drools.model.Variable;
import org.drools.model.functions.Function1;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * The bench's three chained tables in Drools' executable model: what its DRL compiler would generate, every
 * condition with its alpha index, so that Drools is met at its best. Values are typed before the clock starts.
 */
public final class DroolsTables {
    /** One case; the tables fill in what they conclude. */
    public static final class Case {
        final long days, amount;
        final String guarantee, willingness, collateral;
        final boolean restructured;
        int severity;
        String graded, strategy;
        final List<String> warnings = new ArrayList<>(4);
        final List<Integer> found = new ArrayList<>(4);

        Case(long days, String guarantee, long amount, boolean restructured, String willingness, String collateral) {
            this.days = days;
            this.guarantee = guarantee;
            this.amount = amount;
            this.restructured = restructured;
            this.willingness = willingness;
            this.collateral = collateral;
        }

        void clear() {
            severity = -1;
            graded = strategy = null;
            found.clear();
        }

        String outcome() {
            Collections.sort(found);
            StringBuilder text = new StringBuilder(graded).append('\t').append(strategy);
            for (int number : found) text.append('\t').append(number);
            return text.toString();
        }
    }

    private static final Map<String, Function1<Case, Long>> NUMBERS = Map.of("d", c -> c.days, "m", c -> c.amount);
    private static final Map<String, Function1<Case, Object>> TEXTS = Map.of(
            "g", c -> c.guarantee, "w", c -> c.willingness, "c", c -> c.collateral, "k", c -> c.graded,
            "r", c -> c.restructured);

    private final KieSession grading, strategies, warnings;
    private Case[] cases = new Case[0];

    /** Lines of ``table TAB outcome (TAB field TAB operator TAB value)*``; outcomes of table p are numbers. */
    public DroolsTables(String rules, String classes) {
        List<String> order = List.of(classes.split("\t"));
        List<Rule> first = new ArrayList<>(), second = new ArrayList<>(), third = new ArrayList<>();
        int number = 0;
        for (String line : rules.split("\n")) {
            String[] parts = line.split("\t");
            Variable<Case> one = DSL.declarationOf(Case.class);
            PatternDef<Case> pattern = pattern(one);
            for (int at = 2; at < parts.length; at += 3) condition(pattern, at, parts[at], parts[at + 1], parts[at + 2]);
            String outcome = parts[1];
            int rank = order.indexOf(outcome);
            switch (parts[0]) {
                case "k" -> first.add(rule("k" + number++).build(pattern, on(one).execute(c -> {
                    if (rank > c.severity) {
                        c.severity = rank;
                        c.graded = outcome;
                    }
                })));
                case "s" -> second.add(rule("s" + number++).build(pattern, on(one).execute(c -> c.strategy = outcome)));
                default -> {
                    int place = Integer.parseInt(outcome);
                    third.add(rule("p" + number++).build(pattern, on(one).execute(c -> c.found.add(place))));
                }
            }
        }
        grading = session(first);
        strategies = session(second);
        warnings = session(third);
    }

    private static KieSession session(List<Rule> rules) {
        Model model = new ModelImpl().withRules(rules);
        return KieBaseBuilder.createKieBaseFromModel(model).newKieSession();
    }

    private static void condition(PatternDef<Case> pattern, int at, String field, String operator, String value) {
        String id = field + operator + value;
        Function1<Case, Long> number = NUMBERS.get(field);
        if (number == null) {
            Function1<Case, Object> text = TEXTS.get(field);
            Object wanted = field.equals("r") ? (Object) Boolean.valueOf(value) : value;
            pattern.expr(id, c -> wanted.equals(text.apply(c)),
                    alphaIndexedBy(Object.class, ConstraintType.EQUAL, "gmwckrd".indexOf(field), text, wanted));
        } else if (operator.equals(">=")) {
            long bound = Long.parseLong(value);
            pattern.expr(id, c -> number.apply(c) >= bound,
                    alphaIndexedBy(Long.class, ConstraintType.GREATER_OR_EQUAL, "gmwckrd".indexOf(field), number, bound));
        } else {
            long bound = Long.parseLong(value);
            pattern.expr(id, c -> number.apply(c) < bound,
                    alphaIndexedBy(Long.class, ConstraintType.LESS_THAN, "gmwckrd".indexOf(field), number, bound));
        }
    }

    /** Cases as objects, made before the clock starts: one line each, fields by TAB. */
    public void prepare(String lines) {
        String[] rows = lines.split("\n");
        cases = new Case[rows.length];
        for (int row = 0; row < rows.length; row++) {
            String[] f = rows[row].split("\t");
            cases[row] = new Case(Long.parseLong(f[0]), f[1], Long.parseLong(f[2]), f[3].equals("1"), f[4], f[5]);
        }
    }

    /** One case after the other through three sessions that are kept. */
    public void inTurn() {
        for (Case one : cases) decide(one);
    }

    /** All cases into each session, then one firing per table. */
    public void together() {
        for (Case one : cases) one.clear();
        for (KieSession session : List.of(grading, strategies, warnings)) {
            List<FactHandle> handles = new ArrayList<>(cases.length);
            for (Case one : cases) handles.add(session.insert(one));
            session.fireAllRules();
            for (FactHandle handle : handles) session.delete(handle);
        }
    }

    private void decide(Case one) {
        one.clear();
        pass(grading, one);
        pass(strategies, one);
        pass(warnings, one);
    }

    private static void pass(KieSession session, Case one) {
        FactHandle handle = session.insert(one);
        session.fireAllRules();
        session.delete(handle);
    }

    /** A single case as a program calls it: values in, decision out. */
    public String decide(long days, String guarantee, long amount, boolean restructured, String will, String collateral) {
        Case one = new Case(days, guarantee, amount, restructured, will, collateral);
        decide(one);
        return one.outcome();
    }

    public String outcomes() {
        StringBuilder text = new StringBuilder();
        for (Case one : cases) text.append(one.outcome()).append('\n');
        return text.toString();
    }
}
