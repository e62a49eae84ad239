package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the expression language that admission policies of maintenance use. */
class CelTest {
    private static final Document OBJECT = DocumentFormat.json()
            .read(
                    """
                    {"metadata": {"name": "web-1", "labels": {"app": "web", "a/b": "c"}},
                     "spec": {"replicas": 3, "taints": [{"key": "x"}, {"key": "y"}]}}""");

    private static Object evaluate(String expression) {
        return String.valueOf(Cel.evaluate(expression, name -> {
            if (name.equals("object")) {
                return OBJECT;
            }
            throw new Cel.Failure("undeclared reference to '" + name + "' (in container '')");
        }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "false~ false",
                "1 + 2 == 3~ true",
                "object.metadata.name.startsWith('web')~ true",
                "object.metadata.name == \"web-1\" && object.spec.replicas >= 3~ true",
                "object.metadata.name in ['a', 'web-1']~ true",
                "'app' in object.metadata.labels~ true",
                "has(object.metadata.annotations)~ false",
                "!has(object.metadata.annotations) || object.metadata.annotations['x'] == 'y'~ true",
                "object.metadata.labels['a/b'] == 'c'~ true",
                "object.spec.replicas > 5 ? 'many' : 'few'~ few",
                "object.spec.taints.all(t, t.key != 'z')~ true",
                "object.spec.taints.exists(t, t.key == 'y' && has(t.key))~ true",
                "object.spec.taints.exists_one(t, has(t.effect))~ false",
                "size(object.spec.taints) == 2 && object.metadata.name.size() == 5~ true",
                "'not ' + object.metadata.name~ not web-1",
                "object.metadata.name.matches('^web-[0-9]+$')~ true",
                "!(object == null)~ true",
            })
    void expressionsHaveTheirValues(String expression, String value) {
        assertEquals(value.strip(), evaluate(expression));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 +", "object.spec.", "(true", "true true", "'open", "object.a.b", "nothing", "1 && true"})
    void whatCanNotBeEvaluatedIsAFailure(String expression) {
        assertThrows(Cel.Failure.class, () -> evaluate(expression));
    }

    @Test
    void aMissingKeyIsNamed() {
        Cel.Failure failure = assertThrows(Cel.Failure.class, () -> evaluate("object.spec.paused"));

        assertEquals("no such key: paused", failure.why());
    }
}
